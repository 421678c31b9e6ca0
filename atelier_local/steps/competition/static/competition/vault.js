/* What the browser does with secrets, with age (vendor/age.min.js): the same shapes, to the byte, as
   sealing.py. Knows no page but its buttons (`ready`): bytes in, bytes out. Works on any origin, for it needs of the browser's
   own cryptography its random numbers only. */
"use strict";

const vault = (() => {
  const CORE = 262144;
  const DRAFT = 524288;
  const PIECE = 2097152;
  /* Least sizes of what is sealed, so that lengths tell nothing: a tender, its draft, part of a file. */
  const SECRET = /^AGE-SECRET-KEY-1[02-9AC-HJ-NP-Z]{58}$/;
  const HARD_TO_GUESS = 17;
  /* Passphrases are stretched by scrypt with 2^17 rounds: some two seconds of a browser. */

  class Unreadable extends Error {}
  class TooLong extends Error {}

  // Bytes and text -------------------------------------------------------------------------

  const utf8 = (text) => new TextEncoder().encode(text);
  const text = (bytes) => new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  const hex = (bytes) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  const digest = (bytes) => hex(age.sha256(bytes));

  function base64(bytes) {
    let binary = "";
    for (let start = 0; start < bytes.length; start += 32768) {
      binary += String.fromCharCode(...bytes.subarray(start, start + 32768));
    }
    return btoa(binary);
  }

  const bytesOf = (said) => Uint8Array.from(atob(said), (letter) => letter.charCodeAt(0));

  /* Four bytes say the length, then what there is, then nothing up to `size`. */
  function pad(bytes, size) {
    if (bytes.length > size - 4) throw new TooLong(`${bytes.length} > ${size - 4}`);
    const padded = new Uint8Array(size);
    new DataView(padded.buffer).setUint32(0, bytes.length);
    padded.set(bytes, 4);
    return padded;
  }

  function unpad(padded) {
    if (padded.length < 4) throw new Unreadable("trop court");
    const length = new DataView(padded.buffer, padded.byteOffset).getUint32(0);
    if (length > padded.length - 4) throw new Unreadable("longueur fausse");
    return padded.slice(4, 4 + length);
  }

  // age ------------------------------------------------------------------------------------

  async function newIdentity() {
    const secret = await age.generateX25519Identity();
    return { secret, recipient: await age.identityToRecipient(secret) };
  }

  /* A secret as someone pastes it, groups and line ends forgiven; null when it is not one. */
  function secretIn(pasted) {
    const joined = pasted.toUpperCase().replace(/[^0-9A-Z-]/g, "");
    const found = joined.slice(joined.indexOf("AGE-SECRET-KEY-1"));
    return SECRET.test(found) ? found : null;
  }

  async function recipientOf(secret) {
    try {
      return await age.identityToRecipient(secret);
    } catch {
      throw new Unreadable("cette clé n’est pas entière");
    }
  }

  async function lock(bytes, recipient) {
    const encrypter = new age.Encrypter();
    encrypter.addRecipient(recipient);
    return encrypter.encrypt(bytes);
  }

  async function open(bytes, secret) {
    const decrypter = new age.Decrypter();
    decrypter.addIdentity(secret);
    return decrypted(decrypter, bytes);
  }

  async function decrypted(decrypter, bytes) {
    try {
      return await decrypter.decrypt(bytes);
    } catch {
      throw new Unreadable("ce n’est pas la bonne clé, ou le pli a été altéré");
    }
  }

  async function lockByPhrase(secret, phrase) {
    const encrypter = new age.Encrypter();
    encrypter.setPassphrase(phrase);
    encrypter.setScryptWorkFactor(HARD_TO_GUESS);
    return encrypter.encrypt(utf8(secret));
  }

  async function openByPhrase(locked, phrase) {
    const decrypter = new age.Decrypter();
    decrypter.addPassphrase(phrase);
    return text(await decrypted(decrypter, locked));
  }

  // The tender, for two officers of two parties --------------------------------------------

  /* Every ordered pair of officers of different parties: [outer, inner]. */
  function pairs(officers) {
    return officers.flatMap((outer) =>
      officers.filter((inner) => inner.party !== outer.party).map((inner) => [outer, inner]));
  }

  /* What leaves the browser: the core for a key of its own, that key for each pair of officers. */
  async function seal(core, officers) {
    const own = await newIdentity();
    const closed = await lock(pad(core, CORE), own.recipient);
    const keys = {};
    for (const [outer, inner] of pairs(officers)) {
      const half = await lock(utf8(own.secret), inner.recipient);
      keys[`${outer.place}>${inner.place}`] = await lock(half, outer.recipient);
    }
    return { recipient: own.recipient, core: closed, keys, digest: digest(closed), commitment: digest(core) };
  }

  /* First turn: from the keys of one slot, what this officer hands to each of the others. */
  async function halves(keys, place, secret) {
    const found = {};
    for (const [pair, sealed] of Object.entries(keys)) {
      const [outer, inner] = pair.split(">");
      if (outer !== String(place)) continue;
      found[inner] = await open(unpad(await open(sealed, secret)), secret);
    }
    return found;
  }

  /* Second turn: the key of one tender, from the half that the first officer handed over. */
  const secretOf = async (half, secret) => text(await open(half, secret));

  // The draft and its files ----------------------------------------------------------------

  const sealDraft = (bytes, recipient) => lock(pad(bytes, DRAFT), recipient);
  const openDraft = async (sealed, secret) => unpad(await open(sealed, secret));
  const sealPiece = (bytes, recipient) => lock(pad(bytes, PIECE), recipient);
  const openPiece = async (sealed, secret) => unpad(await open(sealed, secret));

  /* A button greyed until then: pressed too early, the form would hand its secret to the server. */
  function ready(form) {
    form.querySelectorAll("[data-by-script]").forEach((part) => {
      part.disabled = false;
      part.hidden = part.localName !== "button";
    });
  }

  return {
    ready, CORE, DRAFT, PIECE, Unreadable, TooLong,
    utf8, text, hex, digest, base64, bytesOf, pad, unpad,
    newIdentity, secretIn, recipientOf, lock, open, lockByPhrase, openByPhrase,
    pairs, seal, halves, secretOf, sealDraft, openDraft, sealPiece, openPiece,
  };
})();

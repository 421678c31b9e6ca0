// The hall: screens that listen, phones that post. Reads a plan as JSON on its standard input,
// prints what it saw as JSON. Speaks to our live routes ("sse") or to a socket.io room ("socketio")
// over plain sockets: it looks for a marker (@@ and eight figures) in the bytes that come, so that
// what costs here is the system's, the same for both.
//
// plan: {speaks, port, screens: [{path, head}], posters: [{path, head, body}], seconds, warm,
//        rate (posts a second at random instants, from a fixed seed) or 0 (each poster sends again
//        as soon as it is answered), drain (seconds to wait for what is late)}
// `@@@@@@@@@@` in a body is where the marker goes, `%%%` where an id goes.

import net from "node:net";
import { randomBytes } from "node:crypto";

let input = "";
for await (const piece of process.stdin) input += piece;
const plan = JSON.parse(input);

const MARK = "@@@@@@@@@@";
const MOST = 2_000_000;
const now = () => performance.now();
const wait = (ms) => new Promise((done) => setTimeout(done, ms));

// --- What comes back, by number of post

const due = new Float64Array(MOST);
const acked = new Float64Array(MOST);
const last = new Float64Array(MOST);
const heard = new Uint32Array(MOST);
let sent = 0, answered = 0, refused = 0, bytes = 0, complete = 0, deliveries = 0;

function hears(number) {
  deliveries += 1;
  if ((heard[number] += 1) === plan.screens.length) {
    last[number] = now();
    complete += 1;
  }
}

function ackOf(number, well) {
  if (well) { answered += 1; acked[number] = now(); } else refused += 1;
}

// --- Screens

const SIZE = 128 * 1024;
const room = Buffer.alloc(SIZE + 2);

function figure(bytes_, from) {
  let number = 0;
  for (let at = from; at < from + 8; at += 1) number = number * 10 + bytes_[at] - 48;
  return number;
}

// Markers may be cut in two by a read: the last nine bytes are kept for the next one.
function screen(where) {
  return new Promise((ready, failed) => {
    let rest = "", begun = false, opened = false;
    const line = net.connect({
      host: "127.0.0.1", port: plan.port, noDelay: true,
      onread: {
        buffer: room.subarray(0, SIZE),
        callback(size) {
          bytes += size;
          if (!begun) {
            const text = room.latin1Slice(0, size);
            if (plan.speaks === "socketio" && !opened) {
              if (!text.includes('"sid"')) return true;
              opened = true;
              if (!text.includes("40{")) { line.write(frame('40{"screen":true}')); return true; }
            } else if (plan.speaks === "sse" && !text.includes("id: ")) {
              if (!text.startsWith("HTTP/1.1 200") && text.startsWith("HTTP")) failed(text);
              return true;
            }
            begun = true;
            ready(line);
            return true;
          }
          if (rest) {
            const seam = rest + room.latin1Slice(0, Math.min(9, size));
            const at = seam.indexOf("@@");
            if (at >= 0 && at < rest.length && at + 10 <= seam.length)
              hears(Number(seam.slice(at + 2, at + 10)));
          }
          room[size] = room[size + 1] = 64;  // the search always ends here
          let at = room.indexOf("@@");
          while (at + 10 <= size) {
            hears(figure(room, at + 2));
            at = room.indexOf("@@", at + 10);
          }
          rest = tail(size);
          return true;
        },
      },
    });
    line.on("error", failed);
    line.on("connect", () => line.write(opening(where)));
  });
}

// What may be the beginning of a marker, at the end of what was read.
function tail(size) {
  const text = room.latin1Slice(Math.max(0, size - 9), size);
  const at = text.indexOf("@@");
  return at >= 0 ? text.slice(at) : text.endsWith("@") ? "@" : "";
}

function opening({ path, head }) {
  if (plan.speaks === "sse") return `GET ${path} HTTP/1.1\r\n${head}\r\n`;
  return "GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nHost: 127.0.0.1\r\n" +
    "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n" +
    `Sec-WebSocket-Key: ${randomBytes(16).toString("base64")}\r\n\r\n`;
}

// --- Posters: one request at a time on each connection

// A masked text frame, with a mask of zeros.
function frame(text) {
  const data = Buffer.from(text);
  const head = data.length < 126
    ? Buffer.from([0x81, 0x80 | data.length, 0, 0, 0, 0])
    : Buffer.from([0x81, 0xfe, data.length >> 8, data.length & 255, 0, 0, 0, 0]);
  return Buffer.concat([head, data]);
}

let ids = 0;
const run = randomBytes(5).toString("hex");
// Ids as a device makes them: they begin with the time (UUIDv7).
function freshId() {
  const time = Date.now().toString(16).padStart(12, "0");
  const count = (ids += 1).toString(16).padStart(8, "0");
  return `${time.slice(0, 8)}-${time.slice(8)}-7${count.slice(0, 3)}-8${count.slice(3, 6)}-` +
    `${count.slice(6)}${run}`;
}

function poster(where) {
  return new Promise((ready, failed) => {
    const line = net.connect({ host: "127.0.0.1", port: plan.port, noDelay: true });
    let text = "", begun = plan.speaks === "sse", number = -1, then = null;
    const self = {
      busy: false,
      post(given, done) {
        self.busy = true;
        number = given;
        then = done;
        const mark = `@@${String(given).padStart(8, "0")}`;
        const body = where.body.replace(MARK, mark).replace("%%%", freshId());
        if (plan.speaks === "sse") {
          line.write(`POST ${where.path} HTTP/1.1\r\n${where.head}` +
            "Content-Type: application/json\r\n" +
            `Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`);
        } else line.write(frame(`42${given}["post",${body}]`));
      },
    };
    function whole() {
      if (plan.speaks === "socketio") return text.includes(`43${number}[`) ? true : null;
      const end = text.indexOf("\r\n\r\n");
      if (end < 0) return null;
      const length = /content-length: (\d+)/i.exec(text);
      if (text.length < end + 4 + Number(length[1])) return null;
      return text.startsWith("HTTP/1.1 201");
    }
    line.on("data", (piece) => {
      text += piece.latin1Slice();
      if (!begun) {
        if (text.includes("40{")) { begun = true; text = ""; ready(self); }
        else if (text.includes('"sid"')) { text = ""; line.write(frame("40{}")); }
        return;
      }
      const well = whole();
      if (well === null) return;
      if (!well && refused < 3) process.stderr.write(`${text}\n`);
      text = "";
      self.busy = false;
      ackOf(number, well);
      then(self);
    });
    line.on("error", failed);
    line.on("connect", () => (begun ? ready(self) : line.write(opening(where))));
  });
}

// --- The run

async function many(wheres, make) {
  const made = [];
  for (let at = 0; at < wheres.length; at += 50)
    made.push(...(await Promise.all(wheres.slice(at, at + 50).map(make))));
  return made;
}

function say(told) {
  process.stdout.write(`${JSON.stringify(told)}\n`);
}

// Posts at random instants, in order; one that finds no free connection waits for one.
async function open(posters, seconds) {
  let seed = 20261129;
  const random = () => ((seed = (seed * 48271) % 2147483647) / 2147483647);
  const free = [...posters], queue = [];
  const done = (one) => (queue.length ? one.post(queue.shift(), done) : free.push(one));
  const start = now();
  let at = start;
  while ((at += (-Math.log(random()) / plan.rate) * 1000) < start + seconds * 1000) {
    if (at - now() > 3) await wait(at - now() - 2);
    while (now() < at) await new Promise(setImmediate);
    due[sent] = at;
    if (free.length) free.pop().post(sent, done);
    else queue.push(sent);
    sent += 1;
  }
}

function closed(posters, seconds) {
  return new Promise((over) => {
    const end = now() + seconds * 1000;
    let active = posters.length;
    const again = (one) => {
      if (now() >= end) { active -= 1; if (!active) over(); return; }
      due[sent] = now();
      one.post(sent, again);
      sent += 1;
    };
    posters.forEach(again);
  });
}

function ranked(times, from) {
  const taken = [];
  for (let number = from; number < sent; number += 1)
    if (times[number]) taken.push(times[number] - due[number]);
  taken.sort((one, two) => one - two);
  const at = (share) => taken[Math.min(taken.length - 1, Math.floor(taken.length * share))] ?? null;
  return { n: taken.length, p50: at(0.5), p95: at(0.95), p99: at(0.99), max: at(1) };
}

// Posts before the screens come warm both systems; the last of them are not counted either.
const posters = await many(plan.posters, poster);
const go = plan.rate ? open : closed;
await go(posters, plan.warm);
await wait(500);
say({ warm: true });
const alone = sent;
await many(plan.screens, screen);
await wait(500);
say({ joined: true });
await go(posters, plan.warm / 2);
await wait(500);
const [first, before, used] = [sent, answered, process.cpuUsage()];
bytes = 0;
say({ measuring: true });
const start = now();
await go(posters, plan.seconds);
const took = (now() - start) / 1000;
say({ posted: true });
const cpu = process.cpuUsage(used);
const missing = () => plan.screens.length && complete < sent - alone;
const late = now() + plan.drain * 1000;
while ((answered + refused < sent || missing()) && now() < late)
  await wait(50);
say({
  seconds: took, sent: sent - first, answered: answered - before, refused, bytes, deliveries,
  expected: (sent - alone) * plan.screens.length, ack: ranked(acked, first), last: ranked(last, first),
  generator: (cpu.user + cpu.system) / 1e6 / took,
});
process.exit(0);

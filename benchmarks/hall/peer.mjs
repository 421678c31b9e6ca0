// The room to beat: socket.io and SQLite, as its manual has one write it, and no less durable than
// ours: each post is committed (write-ahead log, synchronous=FULL) before it is acknowledged and
// told to every screen. An id told twice is written once. It checks neither who posts nor how
// often, chains nothing and draws no page: all that is in its favour.
//
//     node peer.mjs PORT DATABASE

import { createServer } from "node:http";
import { DatabaseSync } from "node:sqlite";
import { Server } from "socket.io";

const [port, file] = process.argv.slice(2);
const database = new DatabaseSync(file);
database.exec("PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL");
database.exec("CREATE TABLE card (seq INTEGER PRIMARY KEY, id TEXT UNIQUE, card TEXT)");
const insert = database.prepare("INSERT OR IGNORE INTO card (id, card) VALUES (?, ?)");

const server = createServer();
const io = new Server(server, { serveClient: false, pingInterval: 600_000 });

io.on("connection", (socket) => {
  if (socket.handshake.auth.screen) socket.join("hall");
  socket.on("post", (card, acknowledge) => {
    const { changes, lastInsertRowid } = insert.run(card.id, JSON.stringify(card.payload));
    acknowledge({ seq: Number(lastInsertRowid) });
    if (changes) io.to("hall").emit("card", { seq: Number(lastInsertRowid), ...card });
  });
});

server.listen(Number(port), "127.0.0.1");

import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { FaultProxy } from './fault-proxy.js';

let proxy: FaultProxy;
const server = createServer((socket) => {
  socket.on('data', (chunk) => socket.write(chunk));
  socket.on('error', () => socket.destroy());
});

beforeEach(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  proxy = await FaultProxy.start({ host: '127.0.0.1', port: (server.address() as AddressInfo).port });
});
afterEach(async () => {
  await proxy.stop();
  await new Promise<void>((resolve) => server.close(() => resolve()));
});

async function client(): Promise<Socket> {
  const socket = connect(proxy.port, '127.0.0.1');
  await new Promise<void>((resolve) => socket.once('connect', () => resolve()));
  return socket;
}
const data = (socket: Socket) =>
  new Promise<string>((resolve) => socket.once('data', (chunk) => resolve(chunk.toString())));
const failure = (socket: Socket) =>
  new Promise<string>((resolve) => {
    socket.once('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? ''));
    socket.once('close', () => resolve('closed'));
  });

test('relays both ways and counts what the server sent', async () => {
  const socket = await client();
  socket.write('ping');
  expect(await data(socket)).toBe('ping');
  expect(proxy.received).toBe(4);
  socket.destroy();
});

test('a reset ends every open connection, and a new one works', async () => {
  const socket = await client();
  socket.write('ping');
  await data(socket);
  const failed = failure(socket);
  proxy.resetAll();
  expect(['ECONNRESET', 'closed']).toContain(await failed);
  const next = await client();
  next.write('again');
  expect(await data(next)).toBe('again');
  next.destroy();
});

test('what was stalled goes on after healing, complete and in order', async () => {
  const socket = await client();
  socket.write('a');
  await data(socket);
  proxy.stall();
  let got = '';
  socket.on('data', (chunk) => {
    got += chunk.toString();
  });
  socket.write('b');
  const other = await client();
  other.write('x');
  expect(got).toBe('');
  const arrived = data(socket);
  proxy.heal();
  expect(await arrived).toBe('b');
  other.destroy();
  socket.destroy();
});

test('a cut lets exactly so many bytes pass', async () => {
  proxy.cutAfter(3);
  const socket = await client();
  let got = '';
  socket.on('data', (chunk) => {
    got += chunk.toString();
  });
  const failed = failure(socket);
  socket.write('abcdef');
  await failed;
  expect(got).toBe('abc');
});

test('a connection that was to be cut is not once healed', async () => {
  proxy.cutAfter(3);
  const socket = await client();
  socket.write('ab');
  expect(await data(socket)).toBe('ab');
  proxy.heal();
  socket.write('cdef');
  expect(await data(socket)).toBe('cdef');
  socket.destroy();
});

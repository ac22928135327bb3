/**
 * A process of viewers that read and drop: they follow the pods of one cluster and throw away what comes, so that the
 * load generator is never the bottleneck. Arguments: URL, key, cluster, count. Says `joined` when all of them follow,
 * and ends with its standard input.
 */
import { randomBytes } from 'node:crypto';
import { connect, type Socket } from 'node:net';

const [url = '', key = '', cluster = '', count = '0'] = process.argv.slice(2);
const { hostname, port, origin } = new URL(url);

/** A masked text frame, as a WebSocket client must send it. */
function frame(text: string): Buffer {
  const payload = Buffer.from(text);
  const head =
    payload.length < 126
      ? Buffer.from([0x81, 0x80 | payload.length])
      : Buffer.from([0x81, 0xfe, payload.length >> 8, payload.length & 255]);
  // A zero mask leaves the payload as it is.
  return Buffer.concat([head, Buffer.alloc(4), payload]);
}

function viewer(): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect(Number(port), hostname);
    const auth = JSON.stringify({ key });
    const topic = JSON.stringify({ topic: { type: 'table', cluster, view: 'pods' } });
    socket.on('error', reject);
    socket.write(
      `GET /live/?EIO=4&transport=websocket HTTP/1.1\r\nHost: ${hostname}:${port}\r\nOrigin: ${origin}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: ${randomBytes(16).toString('base64')}\r\n\r\n`,
    );
    let head = '';
    const read = (chunk: Buffer): void => {
      head += chunk.toString('latin1');
      if (!head.includes('\r\n\r\n')) return;
      if (!head.startsWith('HTTP/1.1 101')) {
        reject(new Error(head.split('\r\n')[0]));
        return;
      }
      if (head.includes('0{"sid"') && !head.includes('40{"sid"') && !head.endsWith('sent')) {
        head += 'sent';
        socket.write(frame(`40${auth}`));
      }
      if (head.includes('40{"sid"')) {
        socket.write(frame('420["hello",{"protocol":1}]'));
        socket.write(frame(`421["subscribe",${topic}]`));
        socket.off('data', read);
        socket.resume();
        // Answers to the server's pings, sent unasked.
        setInterval(() => socket.write(frame('3')), 15_000).unref();
        resolve(socket);
      }
    };
    socket.on('data', read);
  });
}

const sockets: Socket[] = [];
for (let index = 0; index < Number(count); index++) sockets.push(await viewer());
process.stdout.write('joined\n');
for (const socket of sockets) {
  socket.on('close', () => process.stdout.write('lost\n'));
}
process.stdin.on('end', () => process.exit(0)).resume();

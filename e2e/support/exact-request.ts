import { request } from 'node:http';
import type { Binnacle } from './binnacle.ts';

interface ExactAnswer {
  status: number;
  body: string;
}

/**
 * A request with the owner's key whose path goes out as it is given. `fetch` and everything else that follows the URL
 * standard folds `..` and `%2e%2e` before anything leaves; an attacker does not.
 */
export async function exactRequest(
  binnacle: Binnacle,
  method: string,
  path: string,
  { body, headers = {} }: { body?: unknown; headers?: Record<string, string> } = {},
): Promise<ExactAnswer> {
  const key = await binnacle.key();
  const payload = body === undefined ? undefined : JSON.stringify(body);
  return await new Promise((resolve, reject) => {
    const asked = request(
      {
        host: '127.0.0.1',
        port: new URL(binnacle.url).port,
        method,
        path,
        headers: {
          authorization: `Bearer ${key}`,
          ...(payload === undefined ? {} : { 'content-type': 'application/json' }),
          ...headers,
        },
      },
      (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('error', reject);
        response.on('end', () =>
          resolve({ status: response.statusCode ?? 0, body: Buffer.concat(chunks).toString('utf8') }),
        );
      },
    );
    asked.on('error', reject);
    asked.end(payload);
  });
}

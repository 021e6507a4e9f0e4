import { Agent, request, type IncomingMessage } from 'node:http';
import { Draining } from '../../src/kernel/health/draining';
import { startApplication } from '../support/application';

let house: Awaited<ReturnType<typeof startApplication>>;
beforeAll(async () => void (house = await startApplication()));
afterAll(() => house.close());

const agent = new Agent({ keepAlive: true, maxSockets: 1 });
afterAll(() => agent.destroy());

function ask(path: string): Promise<{ status: number; text: string; reused: boolean }> {
  const address = house.server.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  return new Promise((resolve, reject) => {
    const outgoing = request({ port, path, agent }, (response: IncomingMessage) => {
      let text = '';
      response.on('data', (part) => (text += String(part)));
      response.on('end', () => resolve({ status: response.statusCode ?? 0, text, reused: outgoing.reusedSocket }));
    });
    outgoing.on('error', reject).end();
  });
}

test('a balancer asks as often as it likes over one connection', async () => {
  const answers = [await ask('/health/live'), await ask('/health/ready'), await ask('/health/live')];
  expect(answers).toEqual([{ status: 200, text: 'ok', reused: false }, { status: 200, text: 'ready', reused: true }, { status: 200, text: 'ok', reused: true }]);
});

test('a node that was told to stop is not ready, and alive', async () => {
  const draining = house.app.get(Draining);
  draining.begun = true;
  expect([(await ask('/health/ready')).status, (await ask('/health/live')).status]).toEqual([503, 200]);
  draining.begun = false;
});

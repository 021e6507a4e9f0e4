/** Jest's global teardown: the server that the setup started itself, if it did. */
export default async function tearDown() {
  await globalThis.throwawayDatabase?.stop();
}

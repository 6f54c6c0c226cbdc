const { execFileSync } = require('node:child_process');
const { join } = require('node:path');

/** Builds dist/ (workers and processes under test run from it) and starts the database all tests share. */
module.exports = async () => {
  execFileSync(process.execPath, [join(__dirname, '../../scripts/build.mjs')], { stdio: 'inherit' });
  if (process.env.DATABASE_URL) return;
  const { TestServer } = require('../../dist/libs/testing/src/test-server.js');
  globalThis.drehkreuzTestServer = await TestServer.start();
  process.env.DREHKREUZ_TEST_SERVER = globalThis.drehkreuzTestServer.url;
};

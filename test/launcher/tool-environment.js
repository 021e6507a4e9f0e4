// The tools of bin/ are ES modules that run without a build. Jest cannot load those inside its sandbox, so they are
// loaded by Node outside of it and handed in.
const { TestEnvironment } = require('jest-environment-node');

module.exports = class ToolEnvironment extends TestEnvironment {
  async setup() {
    await super.setup();
    this.global.loadTool = (path) => require(`../../bin/${path}`);
  }
};

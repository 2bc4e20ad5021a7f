const fs = require('node:fs');
const path = require('node:path');

const compiled = path.join(__dirname, 'dist', 'test');

/** Test files that still have a source; the output folder may hold some of files that were moved. */
function sources(folder) {
  return fs.readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const file = path.join(folder, entry.name);
    if (entry.isDirectory()) return sources(file);
    const match = /^(.+\.spec)\.tsx?$/.exec(entry.name);
    return match
      ? [path.join(compiled, path.relative(path.join(__dirname, 'test'), folder), `${match[1]}.js`)]
      : [];
  });
}

/** Tests run on what the compiler wrote, in plain Node: the same code that `npm start` runs, with the same loader. */
module.exports = {
  runner: 'jest-light-runner',
  rootDir: compiled,
  testMatch: sources(path.join(__dirname, 'test')),
  transform: {},
  maxWorkers: 2,
  testTimeout: 30_000,
  globalSetup: '<rootDir>/support/global-setup.js',
  globalTeardown: '<rootDir>/support/global-teardown.js',
};

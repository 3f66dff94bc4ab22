module.exports = {
  // Without the Babel runtime: files of the client, which lie elsewhere, would not find it
  presets: [['module:@react-native/babel-preset', { enableBabelRuntime: false }]],
  // Metro loads what is imported on demand by itself; Jest needs a `require`
  env: { test: { plugins: ['@babel/plugin-transform-dynamic-import'] } },
};

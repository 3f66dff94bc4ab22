// Without the Babel runtime: files of the client, which lie elsewhere, would not find it
module.exports = { presets: [['module:@react-native/babel-preset', { enableBabelRuntime: false }]] };

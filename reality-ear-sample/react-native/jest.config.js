module.exports = {
  preset: 'react-native',
  testMatch: ['<rootDir>/test/**/*.test.tsx'],
  testTimeout: 120_000, // the first rendering compiles React Native
  // The client is linked from its folder, which has a React of its own for its tests
  moduleNameMapper: { '^react($|/.*)': '<rootDir>/node_modules/react$1' },
};

module.exports = {
  preset: 'react-native',
  testMatch: ['<rootDir>/test/**/*.test.tsx'],
  // The client is linked from its folder, which has a React of its own for its tests
  moduleNameMapper: { '^react($|/.*)': '<rootDir>/node_modules/react$1' },
};

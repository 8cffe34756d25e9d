module.exports = { preset: "@react-native/jest-preset", testTimeout: 120_000 };

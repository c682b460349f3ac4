/** Of a JWT key, in characters: what usual servers take in a header, with some room beside it. */
export const longestToken = 6000;

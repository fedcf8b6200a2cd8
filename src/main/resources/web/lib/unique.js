// @ts-check

/** 128 random bits; `randomUUID` is missing where the origin is not secure. */
export const unique = () =>
  Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('');

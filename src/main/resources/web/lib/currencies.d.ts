/** The digits behind the point, and the codes of the currencies that have so many: the server makes this module of its own table. */
export const codes: Record<string, string>;

/** A text file that a module imports: the bundler puts its whole text in. */
declare module '*.txt' {
  const text: string;
  export default text;
}

// The main entry of `natural` loads database clients; its stemmers are imported one by one and have no types there.
declare module 'natural/lib/natural/stemmers/*.js' {
  const stemmer: { stem(word: string): string };
  export default stemmer;
}

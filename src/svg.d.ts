/** esbuild's text loader (angular.json): the markup of an icon. */
declare module '*.svg' {
  const markup: string;
  export default markup;
}

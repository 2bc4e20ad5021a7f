/** What the layout of mails uses of MJML, which comes without types. */
declare module 'mjml' {
  interface Options {
    readonly validationLevel: 'strict';
    readonly keepComments: boolean;
    readonly ignoreIncludes: boolean;
    readonly fonts: Readonly<Record<string, string>>;
  }
  function mjml(source: string, options: Options): Promise<{ readonly html: string }>;
  export = mjml;
}

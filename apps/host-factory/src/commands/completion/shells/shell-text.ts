/** The text of a script as it stands; before `{` a dollar sign is written with a backslash, which is taken away. */
export function shellText({ raw: [text = ''] }: TemplateStringsArray): string {
  return text.replaceAll('\\$', '$');
}

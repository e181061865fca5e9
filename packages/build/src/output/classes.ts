/** The object with all classes gets a name: it lives as long as the program, and is changed in place. */
export function nameClasses(code: string): string {
  return code.replace(/export default (\{[^{}]*\});?\s*$/, 'const $$classes = $1;\nexport { $$classes as default };\n')
}

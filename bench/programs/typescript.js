import source from 'text:marked/lib/marked.d.ts'
import ts from 'typescript'

export const about = 'checks a file of declarations without a library'
export const setup = () => {
  const options = { noLib: true, noResolve: true, target: ts.ScriptTarget.ES2022, types: [] }
  return () => {
    const files = { '/a.ts': source }
    const host = {
      getSourceFile: name =>
        files[name] === undefined ? undefined : ts.createSourceFile(name, files[name], ts.ScriptTarget.ES2022),
      getDefaultLibFileName: () => 'lib.d.ts',
      writeFile: () => {},
      getCurrentDirectory: () => '/',
      getCanonicalFileName: name => name,
      useCaseSensitiveFileNames: () => true,
      getNewLine: () => '\n',
      fileExists: name => name in files,
      readFile: name => files[name],
    }
    return ts.createProgram(['/a.ts'], options, host).getSemanticDiagnostics().length
  }
}

import type { Browser, Page } from 'playwright-core'
import { rolldown } from 'rolldown'

/** A fixture with the production build of one React. */
export async function bundle(fixture: string, version: '18' | '19'): Promise<string> {
  const suffix = version === '18' ? '-18' : ''
  const build = await rolldown({
    input: new URL(fixture, import.meta.url).pathname,
    platform: 'browser',
    transform: { define: { 'process.env.NODE_ENV': '"production"' } },
    resolve: {
      alias: {
        react: `react${suffix}`,
        'react-dom': `react-dom${suffix}`,
        '@iaso/react': new URL('../dist/index.js', import.meta.url).pathname,
      },
    },
  })
  const { output } = await build.generate({ format: 'iife', minify: true })
  await build.close()
  return output[0].code
}

/** @param errors everything that goes wrong in the page is put into it, and what was there is gone */
export async function openPage(browser: Browser, html: string, code: string, errors: string[]): Promise<Page> {
  const page = await browser.newPage()
  errors.length = 0
  page.on('pageerror', error => errors.push(String(error)))
  page.on('console', message => message.type() === 'error' && errors.push(message.text()))
  await page.setContent(html)
  await page.addScriptTag({ content: code })
  return page
}

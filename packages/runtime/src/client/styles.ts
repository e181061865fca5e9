import type { ManifestStyle } from './manifest.js'

/**
 * Loads a patch's style sheets, each right behind the one whose place it is to take, and switches them off: the patch's script switches them
 * on in the turn in which it changes the code. What the page hasn't loaded has no place yet.
 *
 * @param base what the manifest's names are relative to
 */
export async function loadStyles(styles: readonly ManifestStyle[], base: string, nonce?: string): Promise<void> {
  const links = [...document.querySelectorAll<HTMLLinkElement>('link[rel~=stylesheet]')]
  await Promise.all(
    styles.flatMap(({ file, integrity, replaces }) => {
      const { href } = new URL(file, base)
      const isHere = links.some(link => link.href === href)
      const replaced = links.filter(link => link.sheet && new URL(link.href).pathname.endsWith(`/${replaces}`))
      return isHere ? [] : replaced.map(link => loadBehind(link, href, integrity, nonce))
    }),
  )
}

function loadBehind(place: HTMLLinkElement, href: string, integrity: string, nonce?: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const link = document.createElement('link')
    const fail = () => {
      link.remove()
      reject()
    }
    link.onload = () => {
      const { sheet } = link
      // Of a file that comes as something else than CSS, browsers make a style sheet without rules.
      if (!sheet?.cssRules.length) return fail()
      // Through the style sheet: an element that is disabled lets it go.
      sheet.disabled = true
      link.media = place.media
      resolve()
    }
    link.onerror = fail
    link.rel = 'stylesheet'
    link.media = 'not all'
    link.integrity = integrity
    link.crossOrigin = 'anonymous'
    if (nonce) link.nonce = nonce
    link.href = href
    place.after(link)
  })
}

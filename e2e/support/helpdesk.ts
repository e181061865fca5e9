import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { startServer } from '../../examples/storefront/server.mjs'
import { openPage, type Watched } from './browser.js'
import { type Host, REPOSITORY } from './hosts.js'
import { copyProject, type Project, released } from './project.js'

export function releaseHelpdesk(host: Host): Promise<Project> {
  return released('helpdesk', host, () => copyProject(join(REPOSITORY, 'examples/helpdesk'), host))
}

/** A page of components that are written as objects of options: plain, by `defineComponent`, with a mixin. */
const OPTIONS = {
  'index.html':
    '<!doctype html><meta charset="utf-8"><title>Options</title><link rel="icon" href="/favicon.svg"><div id="app"></div><script type="module" src="/src/main.ts"></script>',
  'src/main.ts': `import { start } from '@iaso/runtime/client'
import { createApp } from 'vue'
import App from './App.vue'
createApp(App).mount('#app')
start({ url: '/iaso' })
`,
  'src/mixin.ts': 'export const steps = {\n  methods: {\n    step() {\n      return 1\n    },\n  },\n}\n',
  'src/App.vue': `<script>
import Row from './Row.vue'
export default {
  components: { Row },
  data: () => ({ note: '', rows: 2 }),
}
</script>
<template>
  <input id="note" v-model="note" /><button id="add" @click="rows++">+</button><button id="drop" @click="rows--">-</button>
  <Row v-for="row in rows" :key="row" />
</template>
`,
  'src/Row.vue': `<script lang="ts">
import { defineComponent } from 'vue'
import { steps } from './mixin'
export default defineComponent({
  mixins: [steps],
  data: () => ({ count: 0 }),
  computed: {
    double() {
      return this.count * 2
    },
  },
  methods: {
    more() {
      this.count += this.step()
    },
    reset() {
      this.count = 0
    },
  },
})
</script>
<template>
  <p><i>{{ double }}</i><button class="more" @click="more">+</button><button class="reset" @click="reset">0</button></p>
</template>
`,
}

export function releaseOptions(host: Host): Promise<Project> {
  return released('options', host, () => {
    const project = copyProject(join(REPOSITORY, 'examples/helpdesk'), host)
    project.write(OPTIONS)
    return project
  })
}

export interface Desk extends Watched {
  close(): Promise<void>
}

/** Somebody is in the middle of an answer. */
export async function openDesk(browser: Browser, project: Project): Promise<Desk> {
  const server = await startServer({ dist: join(project.root, 'dist'), patches: join(project.root, 'patches') })
  const watched = await openPage(browser, server.url, { width: 900, height: 460 })
  const { page } = watched
  await page.click('.card:nth-child(3)')
  await page.fill('#draft', 'ask Grace')
  await page.fill('#text', 'Dear customer, we will')
  await page.$eval('#text', area => (area as HTMLTextAreaElement).setSelectionRange(5, 13))
  await page.$eval('#list', list => {
    list.scrollTop = 60
  })
  await page.waitForFunction(() => document.querySelector('#clock')?.textContent === 'open')
  await page.evaluate(() => {
    const animation = document.getAnimations().find(each => each.playState === 'running')
    Object.assign(globalThis, { animation, area: document.querySelector('#text') })
  })
  return {
    ...watched,
    async close() {
      await watched.context.close()
      await server.close()
    },
  }
}

/** All that a reload would lose. */
export function memoryOf(page: Page) {
  return page.evaluate(() => {
    const { animation, area } = globalThis as unknown as { animation: Animation; area: HTMLTextAreaElement }
    return {
      isSameField: document.querySelector('#text') === area,
      isFocused: document.activeElement === area,
      text: area.value,
      selection: [area.selectionStart, area.selectionEnd],
      draft: (document.querySelector('#draft') as HTMLInputElement).value,
      scroll: document.querySelector('#list')?.scrollTop,
      chosen: [...document.querySelectorAll('.card')].findIndex(card => card.classList.contains('chosen')),
      isMoving: document.getAnimations().includes(animation) && animation.playState === 'running',
    }
  })
}

export const MEMORY = {
  isSameField: true,
  isFocused: true,
  text: 'Dear customer, we will',
  selection: [5, 13],
  draft: 'ask Grace',
  scroll: 60,
  chosen: 2,
  isMoving: true,
}

/** What is on the screen, but for what moves. */
export async function photographDesk(page: Page): Promise<string> {
  const mask = [page.locator('.pulse')]
  return (await page.screenshot({ caret: 'hide', mask })).toString('base64')
}

/** Elements, attributes and texts; scope ids and names of animations are the release's. */
export function markupOf(page: Page): Promise<string> {
  return page.$eval('#app', app => app.innerHTML.replace(/ data-v-\w+=""| style=""|<!--.*?-->/g, ''))
}

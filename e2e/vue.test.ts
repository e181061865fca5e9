import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Desk, MEMORY, memoryOf } from './support/answering.js'
import { eventually, nextResult, useBrowser } from './support/browser.js'
import { markupOf, openDesk, photographDesk, releaseHelpdesk } from './support/helpdesk.js'
import { HOSTS } from './support/hosts.js'
import { change } from './support/poster.js'
import type { Project } from './support/project.js'

const browser = useBrowser()

/** Rollup and Rolldown are Vite's own. */
describe.each(HOSTS.filter(({ name }) => !name.startsWith('Roll')))(
  '$name: Vue components that are on the screen',
  host => {
    const styled = host.name.startsWith('Vite')
    let project: Project
    let desk: Desk
    let before: string

    beforeAll(async () => {
      project = await releaseHelpdesk(host)
      await project.publish()
      desk = await openDesk(browser(), project)
      before = await photographDesk(desk.page)
    })
    afterAll(async () => {
      await desk?.close()
      project?.remove()
    })

    async function deliver() {
      const { code, output } = await project.emit()
      expect(code, output).toBe(0)
      await project.publish()
      expect(await nextResult(desk.page)).toMatchObject({ status: 'applied' })
    }

    /** The screen is that of a release of what is in the sources now, where the same was done. */
    async function expectFresh(): Promise<void> {
      const fresh = await releaseHelpdesk(host)
      for (const file of Object.keys(project.tree('src'))) fresh.write({ [`src/${file}`]: project.read(`src/${file}`) })
      await fresh.build()
      const other = await openDesk(browser(), fresh)
      try {
        expect(await markupOf(desk.page)).toBe(await markupOf(other.page))
        expect(await photographDesk(desk.page)).toBe(await photographDesk(other.page))
      } finally {
        await other.close()
        fresh.remove()
      }
    }

    async function expectNothingLost(): Promise<void> {
      expect(await memoryOf(desk.page)).toEqual(MEMORY)
      expect(desk.troubles).toEqual([])
    }

    test('templates: texts, attributes, elements, conditions; computed values, helpers, a scoped style', async () => {
      await expectNothingLost()
      change(project, 'src/App.vue', '<h1>Helpdesk</h1>', '<h1 title="all of them">Support desk</h1>')
      change(project, 'src/App.vue', 'replies.length === 1', 'replies.length === 0')
      change(
        project,
        'src/App.vue',
        '<p id="from">',
        '<em v-if="ticket.urgent" id="hurry">urgent</em><p id="from" class="from">',
      )
      change(project, 'src/tickets.ts', '`${hours} hours`', '`${hours} h`')
      change(
        project,
        'src/components/TicketCard.vue',
        '<b>{{ ticket.subject }}</b>',
        '<i class="dot"></i><b>{{ ticket.subject }}</b>',
      )
      if (styled) change(project, 'src/components/TicketCard.vue', 'margin: 0 8px', 'margin: 0 20px')
      await deliver()
      const { page } = desk
      expect(await page.textContent('#waiting')).toBe('12 waiting')
      expect(await page.textContent('.age')).toBe('49 h')
      await expectNothingLost()
      await expectFresh()
    })

    test('handlers: of a function, within a template, and of an element that is new', async () => {
      const { page } = desk
      change(
        project,
        'src/components/TicketCard.vue',
        '@click.stop="open = !open">more',
        '@click.stop="open = true">info',
      )
      change(project, 'src/components/ReplyForm.vue', "emit('reply', text.value)", "emit('reply', `${text.value}!`)")
      change(
        project,
        'src/components/ReplyForm.vue',
        "const text = ref('')",
        "const text = ref('')\n\nfunction shout() {\n  text.value = text.value.toUpperCase()\n}",
      )
      change(
        project,
        'src/components/ReplyForm.vue',
        '<button id="send">',
        '<button id="shout" type="button" @click="shout">Shout</button>\n    <button id="send">',
      )
      await deliver()
      await expectNothingLost()
      await expectFresh()
      await page.click('.card:nth-child(3) .more')
      await page.click('.card:nth-child(3) .more')
      expect(await page.locator('.details').count()).toBe(1)
      await page.click('#shout')
      expect(await page.inputValue('#text')).toBe('DEAR CUSTOMER, WE WILL')
      await page.click('#send')
      expect(await page.textContent('#replies')).toBe('DEAR CUSTOMER, WE WILL!')
      expect(await page.textContent('#waiting')).toBe('11 waiting')
      expect(desk.troubles).toEqual([])
    })

    test('setup: an added computed, watcher, hook, provided value; a template that reads what none read', async () => {
      const { page } = desk
      change(
        project,
        'src/components/ReplyForm.vue',
        "import { ref } from 'vue'",
        "import { computed, inject, onMounted, onUnmounted, provide, ref, watch } from 'vue'",
      )
      change(
        project,
        'src/components/ReplyForm.vue',
        "const text = ref('')",
        `const text = ref('')
const left = computed(() => 100 - text.value.length)
const longest = ref(22)
watch(left, now => {
  longest.value = Math.max(longest.value, 100 - now)
})
const agents = inject('agents', ref(0))
onMounted(() => (document.title = 'ready'))
onUnmounted(() => (document.title = 'gone'))`,
      )
      change(
        project,
        'src/components/ReplyForm.vue',
        '<button id="send">',
        '<output id="left">{{ left }}, {{ longest }}, {{ to.length }}, {{ agents }}</output>\n    <button id="send">',
      )
      change(
        project,
        'src/App.vue',
        "import { computed, ref } from 'vue'",
        "import { computed, provide, ref } from 'vue'",
      )
      change(
        project,
        'src/App.vue',
        'function choose',
        "const agents = ref(3)\nprovide('agents', agents)\n\nfunction choose",
      )
      change(project, 'src/App.vue', '<h1 title', '<button id="hire" @click="agents++">Hire</button><h1 title')
      await deliver()
      expect(await page.title()).toBe('ready')
      expect(await page.inputValue('#draft')).toBe('ask Grace')
      await page.click('#hire')
      expect(await page.textContent('#left')).toMatch(/^78, 22, \d+, 4$/)
      await page.fill('#text', 'a much longer answer than before')
      expect(await page.textContent('#left')).toMatch(/^68, 32, /)
      expect(desk.troubles).toEqual([])
    })

    test('a composable that makes something else: the component is set up again, with the state that has a name', async () => {
      const { page } = desk
      const clock = project.read('src/useClock.ts')
      change(project, 'src/useClock.ts', 'const seconds = ref(0)', 'const seconds = ref(0)\n  const step = ref(1000)')
      change(project, 'src/useClock.ts', 'seconds.value += 1\n', 'seconds.value += step.value\n')
      const { code, report } = await project.emit('--allow', 'suspect')
      const found = report.edits.flatMap(({ findings }) => findings)
      expect(code, JSON.stringify(found)).toBe(0)
      expect(found.find(each => each.code === 'IASO3150')?.args).toMatchObject({ state: 'seconds' })
      await project.publish()
      expect(await nextResult(page)).toMatchObject({ status: 'applied' })
      expect(await page.inputValue('#draft')).toBe('ask Grace')
      expect(await page.textContent('#left')).toMatch(/^68, 32, \d+, 4$/)
      await eventually(() => page.textContent('#clock')).toBe('open')
      project.write({ 'src/useClock.ts': clock })
      await deliver()
      expect(await page.textContent('#left')).toMatch(/^68, 32, \d+, 4$/)
      expect(desk.troubles).toEqual([])
    })

    test('static markup, teleported parts, and components that are kept alive out of sight', async () => {
      const { page } = desk
      await page.click('#seen')
      await page.click('#tab')
      change(project, 'src/components/HelpText.vue', 'sends the answer', 'sends it')
      change(project, 'src/components/HelpText.vue', 'Thank you', 'Thanks')
      change(project, 'src/components/AboutDesk.vue', 'a day', 'an hour')
      await deliver()
      expect(await page.textContent('#about')).toBe('Answers within an hour.')
      await page.click('#tab')
      expect(await page.textContent('.what')).toBe('sends it')
      expect(await page.locator('.what').count()).toBe(7)
      expect(await page.isChecked('#seen')).toBe(true)
      expect(await page.textContent('#thanks')).toBe('Thanks')
      const again = '<button id="again" @click="clicks++">{{ clicks }}</button>'
      change(project, 'src/components/HelpText.vue', 'Thanks', `<i class="word">Thanks</i>${again}`)
      change(
        project,
        'src/components/HelpText.vue',
        'const seen = ref(false)',
        'const seen = ref(false)\nconst clicks = ref(0)',
      )
      await deliver()
      // Vue renders what it knows to differ: the rest has no element any more
      await page.click('#again')
      change(project, 'src/components/HelpText.vue', '>Thanks<', '>Many thanks<')
      await deliver()
      expect(await page.textContent('#thanks')).toBe('Many thanks1')
      await page.click('#again')
      expect(await page.textContent('#thanks')).toBe('Many thanks2')
      await page.click('#seen')
      expect(await page.locator('#thanks').count()).toBe(0)
      expect(desk.troubles).toEqual([])
    })

    test('what an instance keeps of its setup needs the word', async () => {
      const app = project.read('src/App.vue')
      change(project, 'src/App.vue', 'const onlyUrgent = ref(false)', 'const onlyUrgent = ref(true)')
      const { code, report } = await project.emit()
      expect(code).toBe(4)
      expect(report.edits.flatMap(({ findings }) => findings.map(each => each.code))).toContain('IASO3093')
      project.write({ 'src/App.vue': app })
    })

    test('a revert shows the release again', async () => {
      const { page } = desk
      await project.publish('--revert')
      expect(await nextResult(page)).toMatchObject({ status: 'reverted' })
      expect(await page.textContent('h1')).toBe('Helpdesk')
      expect(await page.textContent('#waiting')).toBe('1 waiting')
      expect(await page.locator('#shout, #hurry, .dot, #left, #hire').count()).toBe(0)
      expect(await page.title()).toBe('gone')
      expect(await page.inputValue('#draft')).toBe('ask Grace')
      await page.click('.card:nth-child(3) .more')
      expect(await page.locator('.details').count()).toBe(0)
      expect(desk.troubles).toEqual([])
      const same = await openDesk(browser(), project)
      expect(await photographDesk(same.page)).toBe(before)
      await same.close()
    })
  },
)

/** The shop's fixed range and figures: the same in every process, so that tests know what to expect. */

// biome-ignore format: a table's columns
const row = (id, name, origin, category, roast, priceCents, weightGrams, stock, rating, addedOn, hue, notes, description, floating = false) => ({
  id, name, origin, category, roast, priceCents, weightGrams, stock, rating, floating, addedOn, notes, description, hue,
})

// biome-ignore format: a table's rows
export const products = [
  row('harbour-blend', 'Harbour Blend', 'Brazil, Guatemala', 'beans', 'medium', 1000, 250, 40, 4.7, '2024-03-01', 24, ['cocoa', 'hazelnut'], 'The one we drink ourselves, on the quay, before the gulls are up.'),
  row('lighthouse-espresso', 'Lighthouse Espresso', 'Brazil, India', 'beans', 'dark', 1250, 250, 32, 4.8, '2024-03-01', 8, ['dark chocolate', 'walnut'], 'Steady, dark and easy to find in the fog.'),
  row('north-pier', 'North Pier', 'Ethiopia', 'beans', 'light', 1480, 250, 18, 4.6, '2024-09-12', 330, ['jasmine', 'peach'], 'A washed Yirgacheffe, bright as a morning without clouds.'),
  row('dockside-decaf', 'Dockside Decaf', 'Colombia', 'beans', 'medium', 895, 200, 3, 4.1, '2024-05-20', 200, ['caramel', 'apple'], 'For the late watch. Decaffeinated with sugar cane.'),
  row('sumatra-squall', 'Sumatra Squall', 'Sumatra', 'beans', 'dark', 1340, 250, 22, 4.3, '2025-01-18', 150, ['cedar', 'molasses'], 'Heavy weather in a cup.', true),
  row('kenya-keel', 'Kenya Keel', 'Kenya', 'beans', 'light', 1620, 250, 11, 4.9, '2025-06-02', 350, ['blackcurrant', 'grapefruit'], 'The backbone of our light roasts.', true),
  row('peru-pilot', 'Peru Pilot', 'Peru', 'beans', 'medium', 1190, 250, 27, 4.2, '2025-02-11', 45, ['brown sugar', 'orange'], 'Brings everybody safely in.'),
  row('roasters-crate', "Roaster's Crate", 'Six origins', 'beans', 'medium', 5400, 1500, 6, 4.8, '2025-10-04', 100, ['a surprise'], 'Six bags that the roaster chose this morning.'),
  row('harbour-ground', 'Harbour Blend, ground', 'Brazil, Guatemala', 'ground', 'medium', 1050, 250, 35, 4.5, '2024-03-01', 28, ['cocoa', 'hazelnut'], 'The same blend, ground for the filter.'),
  row('moka-mate', 'Moka Mate', 'India', 'ground', 'dark', 990, 250, 20, 4.4, '2024-07-15', 12, ['cloves', 'cocoa'], 'Ground for the pot on the stove of a small boat.'),
  row('french-pressed', 'French Pressed', 'Honduras', 'ground', 'medium', 1120, 250, 14, 4.0, '2025-03-09', 60, ['toffee', 'plum'], 'Coarse, patient, good company.'),
  row('cold-current', 'Cold Current', 'Rwanda', 'ground', 'light', 1390, 300, 9, 4.6, '2025-05-23', 190, ['lime', 'black tea'], 'Ground for cold brew. Twelve hours, no more.', true),
  row('tidal-pods', 'Tidal Pods', 'Brazil', 'pods', 'medium', 620, 60, 50, 3.9, '2024-11-30', 220, ['nougat'], 'Ten compostable pods.'),
  row('storm-pods', 'Storm Pods', 'Vietnam', 'pods', 'dark', 640, 60, 44, 4.1, '2024-11-30', 260, ['smoke', 'rum'], 'Ten compostable pods with a temper.'),
  row('breeze-pods', 'Breeze Pods', 'Costa Rica', 'pods', 'light', 680, 60, 25, 4.3, '2025-04-14', 90, ['honey', 'lemon'], 'Ten compostable pods for the afternoon.'),
  row('decaf-pods', 'Dockside Decaf Pods', 'Colombia', 'pods', 'medium', 660, 60, 12, 3.8, '2025-04-14', 205, ['caramel'], 'Ten compostable pods, asleep by ten.'),
  row('brass-dripper', 'Brass Dripper', 'Made in Porto', 'gear', null, 3450, 420, 8, 4.7, '2025-08-01', 40, ['size 02'], 'Heavy enough for a rolling deck.'),
  row('enamel-mug', 'Enamel Mug', 'Made in Łódź', 'gear', null, 1400, 180, 60, 4.5, '2024-03-01', 175, ['350 ml'], 'Survives a fall from the mast.'),
  row('hand-grinder', 'Hand Grinder', 'Made in Taipei', 'gear', null, 8900, 650, 5, 4.9, '2025-09-15', 300, ['38 mm burrs'], 'Forty seconds of exercise a cup.'),
  row('gooseneck-kettle', 'Gooseneck Kettle', 'Made in Niigata', 'gear', null, 6200, 900, 7, 4.6, '2025-07-07', 230, ['0.9 l'], 'Pours as thin as you dare.'),
  row('paper-filters', 'Paper Filters', 'Made in Minden', 'gear', null, 450, 120, 90, 4.4, '2024-03-01', 35, ['100 sheets'], 'Unbleached.'),
]

export const floatingProducts = products.filter(product => product.floating)

const FIRST_DAY = Date.UTC(2026, 0, 1)
const DAY = 86_400_000

export const sales = Array.from({ length: 30 }, (_, day) => {
  const orders = 40 + Math.round(14 * Math.sin(day / 2.4)) + (day % 7 >= 5 ? 18 : 0)
  return {
    date: new Date(FIRST_DAY + day * DAY).toISOString().slice(0, 10),
    orders,
    revenueCents: orders * (2650 + ((day * 137) % 900)),
  }
})

/** What the feed says at its n-th tick; depends on n only. */
export function tickAt(seq) {
  const watched = products[seq % products.length]
  const stock = [[watched.id, Math.max(1, watched.stock - (seq % 4))]]
  // Sold out for two ticks of three. The last word on it in a tick.
  stock.push(['dockside-decaf', seq % 3 === 0 ? 3 : 0])
  const prices = floatingProducts.map(({ id, priceCents }, index) => [
    id,
    priceCents + Math.round(60 * Math.sin(seq / 3 + index * 2)),
  ])
  return { type: 'tick', seq, stock, prices }
}

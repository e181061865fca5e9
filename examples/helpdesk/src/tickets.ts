export interface Ticket {
  readonly id: number
  readonly from: string
  readonly subject: string
  /** Hours since it came in. */
  readonly age: number
  urgent: boolean
  replies: string[]
}

const SUBJECTS = ['Invoice is missing', 'Can not sign in', 'Parcel arrived open', 'Change of address', 'Refund']
const PEOPLE = ['Ada', 'Grace', 'Edsger', 'Barbara', 'Donald', 'Frances', 'Niklaus']

export function makeTickets(count: number): Ticket[] {
  return Array.from({ length: count }, (_, id) => ({
    id,
    from: PEOPLE[id % PEOPLE.length] as string,
    subject: SUBJECTS[id % SUBJECTS.length] as string,
    age: (id * 7) % 50,
    urgent: id % 4 === 0,
    replies: [],
  }))
}

export function ageOf(hours: number): string {
  return `${hours} hours`
}

/** Longest waiting first. */
export function byAge(tickets: readonly Ticket[]): Ticket[] {
  return [...tickets].sort((a, b) => b.age - a.age)
}

// @ts-check
/**
 * The messages of the desk's socket and the answers of /api/v1, with the fields that the pages use.
 *
 * @typedef {{ state: 'offline' | 'ready' | 'not_ready', reason?: string, next?: { state: string, reason?: string }, since_ms: number }} Presence
 * @typedef {{ strategy: string, idle_ms: number, proficiency: number, able: number, last_agent: boolean, runner_up?: string }} Choice
 * @typedef {{ id: string, contact: string, queue: string, queue_name: string, channel: string, expires_in_ms: number, waited_ms: number, choice?: Choice, conversation?: Glance, pop?: Pop }} OfferMessage
 * @typedef {{ id: string, queue: string, queue_name: string, channel: string, state: 'connecting' | 'connected' | 'held' | 'wrap_up' | 'closed', reached: boolean, customer: string, case?: string, waited_ms: number, since_ms: number, conversation?: Glance, pop?: Pop }} ContactMessage
 * @typedef {{ id: string, name: string, provisional: boolean, segment?: string, language?: string, time_zone?: string, since?: string, version: number, contact_points: { kind: string, value: string }[] }} Customer
 * @typedef {{ id: string, name: string, contact_points: { kind: string, value: string }[], last_order?: { number: string, state: string, placed_at: string } }} Acquaintance
 * @typedef {{ id: string, shop_line?: string, position: number, article: string, title: string, quantity: number, price_minor: number, paid_minor: number, gone: boolean }} Line
 * @typedef {{ id: string, number: string, state: string, placed_at: string, currency: string, tracking?: string, paid_minor: number, lines: Line[] }} Order
 * @typedef {{ id: string, number: number, kind: string, subject: string, state: string, department: string, opened_at: string, touched_at: string, waiting_on?: string, entries: number, repeats: number }} Case
 * @typedef {{ id: string, case: string, order_line?: string, article?: string, title?: string, tracking?: string, units: number[], kind: string, kind_name: string, exclusion_group: string, generation: number, state: 'given' | 'done' | 'failed' | 'revoked' | 'returned', amount_minor?: number, currency?: string, reason: string, agent?: string, agent_name?: string, recorded_by?: string, department?: string, department_name?: string, given_at: string, changed_at: string }} Remedy
 * @typedef {{ case: string, case_number: number, number: number, at: string, kind: string, department?: string, agent?: string, recorded_by?: string, contact?: string, body: any }} Entry
 * @typedef {{ at: string, event: string, agent?: string, queue?: string, channel?: string, customer?: string, attempt?: number, cause?: string, outcome?: string }} StoryEvent
 * @typedef {{ id: string, name?: string, channel?: string, entrance?: string, subject?: string, messages?: number, unread?: number, last?: { writer: string, line: string, at: string }, waits_ms?: number }} Glance
 * @typedef {{ name: string, type: string, size: number, content_id?: string, sha256: string }} MessageFile
 * @typedef {{ name?: string, address: string }} MailAddress
 * @typedef {{ conversation: string, number: number, at: string, writer: 'customer' | 'agent' | 'responder' | 'flow', agent?: string, contact?: string, text: string, text_cut: boolean, has_html: boolean, details: any, attachments: MessageFile[], delivery: string, why?: string, delivery_at: string }} Message
 * @typedef {{ id: string, channel: string, carrier: string, entrance: string, correspondent: { address: string, name: string, kind: string, point?: string }, customer: string, subject: string, created_at: string, messages: number, agent_read: number, customer_read: number, turns: number, contact?: string, last_agent?: string }} Conversation
 * @typedef {{ conversation: Conversation, messages: Message[], capabilities: string[], text_length_max: number }} Shown
 * @typedef {{ id: string, department?: string, shortcut: string, text: string, version: string, changed_by: string, changed_at: string }} CannedReply
 * @typedef {{ point?: string, as_came?: string, unread: Record<string, string> }} CameFrom
 * @typedef {{ customer: Customer, candidates: Acquaintance[], from?: CameFrom, time_zone?: string, orders: Order[], cases: Case[], remedies: Remedy[], timeline: Entry[], timeline_total: number }} Pop
 * @typedef {{ id: string, name: string }} Named
 * @typedef {{ reasons: Named[], outcomes: (Named & { resolves: boolean })[], remedies: (Named & { exclusion_group: string, most?: Record<string, number>, without_item: boolean, order_states: string[], revoke_within: number })[], segments?: Named[], departments: Named[], queues: (Named & { department: string, channel: string, wrap_up: number, answer_within?: number })[], channels: { channel: string, link: 'bridged' | 'immediate' }[] }} Floor
 * @typedef {{ unit: number, exclusion_group: string, kind: string, kind_name: string, agent: string, agent_name: string, department_name: string, order_line?: string, case?: string, since_ms: number, expires_in_ms: number }} ClaimMessage
 * @typedef {Named & { department: string, department_name: string, address?: string }} Me
 * @typedef {{ status: number, title: string, detail?: string, errors?: string[], remedy?: Remedy, most_minor?: number, version?: number, body?: any }} ProblemBody
 */
export {};

/** What a release for plain Node loads in threads and processes that belong to a group. */
export { joinInherited } from './service/member.js'

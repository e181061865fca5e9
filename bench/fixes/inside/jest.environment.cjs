const { job } = require('./job.cjs')

/** Hooks make their objects under the base; each test's body runs under the patch. */
exports.patchInTests = Environment =>
  class extends Environment {
    async handleTestEvent(event, state) {
      await super.handleTestEvent?.(event, state)
      if (job.when !== 'warm') return
      if (event.name === 'test_fn_start') this.global.iasoFix.apply()
      if (event.name === 'test_fn_success' || event.name === 'test_fn_failure') this.global.iasoFix.revert()
    }
  }

import { onUnmounted, ref } from 'vue'

/** Seconds since the desk was opened. */
export function useClock() {
  const seconds = ref(0)
  const timer = setInterval(() => {
    seconds.value += 1
  }, 1000)
  onUnmounted(() => clearInterval(timer))
  return seconds
}

/** Replays the recording in the folder given and prints the peak of this process's resident memory, MiB. */
import { replayRecording } from '../../dist/replay-app.js'

await replayRecording(process.argv[2])
console.log(Math.round(process.resourceUsage().maxRSS / 1024))

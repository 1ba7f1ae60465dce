-- FAIL records a failed try. The job waits for its next one, or is dead when the failure is
-- permanent or the tries are used up.
-- KEYS: list. ARGV: id fence error error_json retry_ms permanent(0|1) max_attempts
-- Returns 2 if the job is dead, 1 if it waits, 0 if the lease was not the caller's any more.
local id, fence = ARGV[1], ARGV[2]
local job = JOB .. id
local h = call('HMGET', job, 'state', 'fence', 'run', 'label', 'worker', 'open', 'log', 'failures', 'last')
if h[1] ~= 'running' or h[2] ~= fence then
  if h[9] == fence then return h[1] == 'dead' and 2 or 1 end -- this call's reply was lost before
  call('HINCRBY', COUNTERS, 'stale', 1)
  return 0
end
local now, micros = clock()
local failures = h[8] + 1
local entry = h[6] .. ',"e":' .. micros .. ',"x":' .. ARGV[4]
release(id, h[4], fence)
call('HDEL', job, 'fence', 'worker', 'open')
if ARGV[6] == '1' or failures >= tonumber(ARGV[7]) then
  call('HSET', job, 'state', 'dead', 'failures', failures, 'last', fence, 'error', ARGV[3], 'finished', micros,
    'log', h[7] .. entry .. '},')
  finish(id, h[3], h[5])
  return 2
end
call('HINCRBY', COUNTERS, 'retried', 1)
local due = now + ARGV[5]
call('HSET', job, 'state', 'retrying', 'failures', failures, 'last', fence,
  'log', h[7] .. entry .. ',"r":' .. string.format('%.0f', due * 1000) .. '},')
call('LREM', PROCESSING .. h[5], 1, id)
call('ZREM', LEASES, id)
call('ZADD', DELAYED, due, id)
call('PUBLISH', EVENTS, id)
return 1

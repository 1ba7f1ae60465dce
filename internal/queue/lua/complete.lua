-- COMPLETE stores a result, sets the label's lock, and takes the job off the worker's hands: all or
-- nothing, and only for the newest fence. The hash stays until the ledger has the result.
-- KEYS: list. ARGV: id fence output text lock_seconds
-- Returns 1 if the result is stored, now or by an earlier call with this fence, else 0.
local id, fence, text = ARGV[1], ARGV[2], ARGV[4]
local job = JOB .. id
local h = call('HMGET', job, 'state', 'fence', 'run', 'label', 'worker', 'open', 'log')
if h[2] ~= fence then
  call('HINCRBY', COUNTERS, 'stale', 1)
  return 0
end
if h[1] ~= 'running' then return 1 end
local _, micros = clock()
call('HSET', job, 'state', 'done', 'output', ARGV[3], 'finished', micros,
  'log', h[7] .. h[6] .. ',"e":' .. micros .. '},')
call('HDEL', job, 'open', 'payload')
if text ~= '' then call('SET', LATEST, text) end
if h[4] ~= '' then call('SETEX', LOCK .. h[4], ARGV[5], 'done') end
finish(id, h[3], h[5])
call('HINCRBY', WORKER .. h[5], 'done', 1)
return 1

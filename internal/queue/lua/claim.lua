-- CLAIM starts a worker's try at a job that it has taken. The try is counted before the work, so
-- that a job which ends its worker each time comes to an end itself.
-- KEYS: list. ARGV: id worker fence lease_ms max_deliveries park_ms worker_json poison_error
-- Returns {1, run, kind, label, force, payload, deliveries, failures} when the job is the worker's,
-- else {0}: it is gone, taken by another, parked, skipped or dead.
local id, worker, fence = ARGV[1], ARGV[2], ARGV[3]
local job = JOB .. id
local h = call('HMGET', job, 'run', 'kind', 'label', 'force', 'payload', 'deliveries', 'failures', 'state', 'fence', 'log')
local run, label, state = h[1], h[3], h[8]
if state == 'running' and h[9] == fence then
  return {1, run, h[2], label, h[4], h[5], h[6], h[7]}
end
if state ~= 'queued' then
  call('LREM', PROCESSING .. worker, 1, id)
  call('HINCRBY', COUNTERS, state and 'duplicates' or 'gone', 1)
  return {0}
end
local now, micros = clock()
call('ZREM', DELAYED, id)
if label ~= '' then
  local lock = locked(label)
  if lock and string.sub(lock, 1, 6) ~= 'claim:' then
    if h[4] ~= '1' then
      call('HSET', job, 'state', 'skipped', 'finished', micros)
      finish(id, run, worker)
      return {0}
    end
  elseif lock then
    call('ZADD', DELAYED, now + ARGV[6], id)
    call('LREM', PROCESSING .. worker, 1, id)
    return {0}
  end
end
local tries = h[6] + 1
if tries > tonumber(ARGV[5]) then
  call('HINCRBY', COUNTERS, 'poisoned', 1)
  call('HSET', job, 'state', 'dead', 'error', ARGV[8], 'finished', micros)
  finish(id, run, worker)
  return {0}
end
if label ~= '' then call('SET', LOCK .. label, 'claim:' .. id .. ':' .. fence, 'PX', ARGV[4]) end
call('HSET', job, 'state', 'running', 'fence', fence, 'worker', worker, 'deliveries', tries,
  'open', '{"n":' .. tries .. ',"w":' .. ARGV[7] .. ',"s":' .. micros)
call('ZADD', LEASES, now + ARGV[4], id)
call('PUBLISH', EVENTS, id)
return {1, run, h[2], label, h[4], h[5], tries, h[7]}

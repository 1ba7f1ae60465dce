-- MAINTAIN says that a worker lives, puts jobs that are due on the list, and takes from workers that
-- died, or that let a lease run out, what they held.
-- KEYS: list. ARGV: worker worker_timeout_ms batch fault_json slots
-- Returns what lies in the worker's own processing list, and the jobs that were taken from others:
-- each id, and after it the worker that had it.
local worker, batch = ARGV[1], ARGV[3]
local now, micros = clock()
call('ZADD', WORKERS, now, worker)
call('HSET', WORKER .. worker, 'slots', ARGV[5])
call('EXPIRE', WORKER .. worker, 86400)

-- What is due is older than what waits on the list, so it goes to the end that is taken from, the
-- one due first as the last.
local due = call('ZRANGEBYSCORE', DELAYED, '-inf', now, 'LIMIT', 0, batch)
for i = #due, 1, -1 do
  local id = due[i]
  call('ZREM', DELAYED, id)
  if call('HGET', JOB .. id, 'state') == 'retrying' then
    call('HSET', JOB .. id, 'state', 'queued')
    call('PUBLISH', EVENTS, id)
  end
  call('RPUSH', LIST, id)
end

local reaped, taken = 0, {}
local function reap(entry, holder)
  if not requeue(entry, holder, ARGV[4], micros, tonumber(ARGV[2])) then return end
  reaped = reaped + 1
  if not foreign(entry) then
    taken[#taken + 1] = entry
    taken[#taken + 1] = holder
  end
end
for _, id in ipairs(call('ZRANGEBYSCORE', LEASES, '-inf', now, 'LIMIT', 0, batch)) do
  call('ZREM', LEASES, id)
  local holder = call('HGET', JOB .. id, 'worker')
  if holder then reap(id, holder) end
end
for _, dead in ipairs(call('ZRANGEBYSCORE', WORKERS, '-inf', now - ARGV[2], 'LIMIT', 0, 10)) do
  for _, entry in ipairs(call('LRANGE', PROCESSING .. dead, 0, -1)) do
    reap(entry, dead)
  end
  call('ZREM', WORKERS, dead)
  call('DEL', WORKER .. dead)
end
if reaped > 0 then call('HINCRBY', COUNTERS, 'reaped', reaped) end
return {call('LRANGE', PROCESSING .. worker, 0, -1), taken}

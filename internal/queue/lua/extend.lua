-- EXTEND lengthens a lease, and the job's claim on its label with it.
-- KEYS: list. ARGV: id fence lease_ms
-- Returns 1 while the lease is held, else 0.
local id, fence = ARGV[1], ARGV[2]
local h = call('HMGET', JOB .. id, 'state', 'fence', 'label')
if h[1] ~= 'running' or h[2] ~= fence then return 0 end
if h[3] ~= '' then
  local claim, lock = 'claim:' .. id .. ':' .. fence, locked(h[3])
  if not lock or lock == claim then
    call('SET', LOCK .. h[3], claim, 'PX', ARGV[3])
  elseif string.sub(lock, 1, 6) == 'claim:' then
    return 0 -- ours ran out and another job has begun on the label: this one is for the reaper
  end
end
local now = clock()
call('ZADD', LEASES, now + ARGV[3], id)
return 1

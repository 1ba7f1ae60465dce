-- ROSTER tells what the workers do, and which labels are locked.
-- KEYS: list. ARGV: max_workers, then labels
-- Returns {workers, locks}: of each worker {name, ms since it was heard of, slots, done, id, label and
-- attempt of each job it works on}, and of each label that is locked {label, ms left, 1 if it was
-- done, else 0}.
local now = clock()
local workers, locks = {}, {}
local heard = call('ZRANGEBYSCORE', WORKERS, '-inf', '+inf', 'WITHSCORES', 'LIMIT', 0, ARGV[1])
for i = 1, #heard, 2 do
  local name = heard[i]
  local h = call('HMGET', WORKER .. name, 'slots', 'done')
  local w = {name, math.max(0, now - heard[i + 1]), h[1] or '0', h[2] or '0'}
  for _, entry in ipairs(call('LRANGE', PROCESSING .. name, 0, -1)) do
    if not foreign(entry) then
      local job = call('HMGET', JOB .. entry, 'state', 'worker', 'label', 'deliveries')
      if job[1] == 'running' and job[2] == name then
        w[#w + 1], w[#w + 2], w[#w + 3] = entry, job[3], job[4]
      end
    end
  end
  workers[#workers + 1] = w
end
for i = 2, #ARGV do
  local lock = locked(ARGV[i])
  local left = redis.pcall('PTTL', LOCK .. ARGV[i]) -- which a Redis user of before may not have the right to
  if lock and type(left) == 'number' and left > 0 then
    locks[#locks + 1] = {ARGV[i], left, string.sub(lock, 1, 6) == 'claim:' and 0 or 1}
  end
end
return {workers, locks}

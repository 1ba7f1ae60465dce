-- ACK forgets jobs whose end the ledger has. Their run and state stay for a while, so that a
-- dispatcher that was a moment behind does not put them on the list once more.
-- KEYS: list. ARGV: remember_seconds, then id and run of each job
-- Returns how many there were to forget.
local n = 0
for i = 2, #ARGV, 2 do
  local id, run = ARGV[i], ARGV[i + 1]
  local job = JOB .. id
  local removed = call('LREM', RESULTS, 0, run .. ':' .. id)
  local h = call('HMGET', job, 'run', 'state', 'finished')
  if removed > 0 and h[1] == run and h[3] then
    call('DEL', job)
    call('HSET', job, 'run', run, 'state', h[2])
    call('EXPIRE', job, ARGV[1])
  end
  if removed > 0 then
    n = n + 1
    call('PUBLISH', EVENTS, id)
  end
end
return n

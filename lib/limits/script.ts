/**
 * Takes from all limits of a key or from none, by the clock of Redis. KEYS: one per limit. ARGV: the
 * cost, then for each limit unit, cap, rate, end in milliseconds (where the rate is 0) and floor (-1:
 * not known, and wanted where nothing is kept). Answers {1 or 0, weights…}, or {-1} where a floor is
 * wanted. Whole numbers below 2^53 are exact in Lua's doubles.
 */
export const script = `
local time = redis.call('TIME')
local now = tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)
local cost = tonumber(ARGV[1])
local fits = 1
local weights = {}
local times = {}
for i, key in ipairs(KEYS) do
  local at = 2 + (i - 1) * 5
  local unit, cap, rate = tonumber(ARGV[at]), tonumber(ARGV[at + 1]), tonumber(ARGV[at + 2])
  local floor = tonumber(ARGV[at + 4])
  local kept = redis.call('GET', key)
  local weight, since = 0, now
  if kept then
    local split = string.find(kept, ' ', 1, true)
    weight, since = tonumber(string.sub(kept, 1, split - 1)), tonumber(string.sub(kept, split + 1))
  elseif rate == 0 then
    if floor < 0 then return {-1} end
    weight = floor
  end
  times[i] = math.max(now, since)
  weights[i] = math.max(0, weight - (times[i] - since) * rate)
  if weights[i] + cost * unit > cap then fits = 0 end
end
local answer = {fits}
for i, key in ipairs(KEYS) do
  local at = 2 + (i - 1) * 5
  local unit, rate, ends = tonumber(ARGV[at]), tonumber(ARGV[at + 2]), tonumber(ARGV[at + 3])
  if fits == 1 then weights[i] = weights[i] + cost * unit end
  if fits == 1 or rate == 0 then
    local keep = ends - now
    if rate > 0 then keep = math.ceil(weights[i] / rate) end
    redis.call('SET', key, string.format('%.0f %.0f', weights[i], times[i]), 'PX', math.max(1, keep))
  end
  answer[i + 1] = string.format('%.0f', weights[i])
end
return answer
`;

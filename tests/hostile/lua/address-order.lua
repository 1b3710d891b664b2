-- value: "accepted":true
local m = {}
function m.h(case, event)
  local s = ""
  for k in pairs({z = 1, a = 2, m = 3, q = 4, [10] = 5, [2] = 6, [-1] = 7}) do s = s .. k .. " " end
  return s
end
return m

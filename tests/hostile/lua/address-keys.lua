-- value: "error" alike
local m = {}
function m.h(case, event)
  local n = 0
  for k in pairs({[{}] = 1, [log] = 2}) do n = n + 1 end
  return n
end
return m

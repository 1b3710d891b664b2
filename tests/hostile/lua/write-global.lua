-- value: [lua-
local m = {}
function m.h(case, event)
  count = (count or 0) + 1
  return count
end
return m

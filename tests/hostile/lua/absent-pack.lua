-- value: [lua-
local m = {}
function m.h(case, event)
  return string.pack("s4", "x")
end
return m

-- value: "error" alike
local m = {}
function m.h(case, event)
  return "a\0b"
end
return m

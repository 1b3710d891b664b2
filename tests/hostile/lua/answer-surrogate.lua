-- value: "error" alike
local m = {}
function m.h(case, event)
  return utf8.char(0xD800)
end
return m

-- value: 
local m = {}
function m.h(case, event)
  return "\u{202E}evil"
end
return m

-- guard: "reason":"no?[2J? way?" alike
local m = {}
function m.h(case, event)
  return false, "no\27[2J\r\nway\u{202E}"
end
return m

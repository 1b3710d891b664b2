-- value: "error" alike
local m = {}
function m.h(case, event)
  local s = string
  s.upper = function() return "owned" end
  return string.upper("x")
end
return m

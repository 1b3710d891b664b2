-- value: "error" alike
local m = {}
function m.h(case, event)
  for _, c in utf8.codes("\xff\xfe") do log(c) end
end
return m
